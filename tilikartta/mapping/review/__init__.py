"""Review: a person's answers to suggestions and questions -> accepted rules in the text of the mapping file."""
