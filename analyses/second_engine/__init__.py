"""The second engine: rules.md sections 1-6 done again in plain Python, straight from the raw files."""
