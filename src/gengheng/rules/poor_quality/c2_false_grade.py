"""C-2 质量等别、粮食产能虚假.

(being written; the session that made this file writes C-2 whole)
"""
