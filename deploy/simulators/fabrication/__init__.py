"""Imprimerie Nationale and La Poste: cards are made, posted and delivered, each system by its own protocol."""
