"""The préfecture's side of a demande: dossiers by arrondissement, decisions."""
