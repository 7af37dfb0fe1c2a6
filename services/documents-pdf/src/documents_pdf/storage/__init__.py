"""The register of issued documents."""
