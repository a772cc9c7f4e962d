"""The workshop of letters: newsletters, composing, sending, figures, the sending domain."""
