"""The law as data: sources, dated parameters and their JSON-Schemas. No code lives here."""
