"""Systems outside: Imprimerie Nationale and La Poste, each by its own protocol."""
