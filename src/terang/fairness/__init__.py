"""Fair scores of rater rounds: computed, disclosed, explained; and practice for those who rate."""
