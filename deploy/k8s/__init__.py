"""Manifests for a cluster: most are written by hand, what the catalogue and the code decide is derived."""
