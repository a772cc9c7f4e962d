"""The letters: what an issue says, how it is read, who receives it, how it leaves and what comes back."""
