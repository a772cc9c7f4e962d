"""The workshop of readers: who subscribes, import and export."""
