"""Questions of the fairness area, one module per topic."""
