"""The parts of explain_a_grade.py: one module per chapter of a department's way from a raw mark to its grade."""
