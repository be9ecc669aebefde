"""Formal documents made from a release: what is issued, on paper and as files."""

from yardstick.documents.target_book import Book, BookError, read_book, write_book

__all__ = ["Book", "BookError", "read_book", "write_book"]
