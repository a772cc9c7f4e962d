"""The office's pages, their feeds and what other sites show of them."""
