"""Where the rules of the office's pages come from."""

OURS = "Règle de Coffret pour les pages et les lettres"
RGAA = "RGAA 4.1.2"
TYPOGRAPHY = "Lexique des règles typographiques en usage à l’Imprimerie nationale"
METHOD = "Méthode de rédaction informatisée des notices, 2021, p. 79"
NORMS = "Normes numériques des images, Service des musées de France, 11/05/2026"
