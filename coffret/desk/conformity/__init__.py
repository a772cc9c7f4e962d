"""How the notices of museums stand: a museum's board, the office's and the regions' tables."""
