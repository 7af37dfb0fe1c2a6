"""Pages of the agent of the CTN: his queue, the viewer, the paper forms."""

from portal.routes.ctn import attente, dossier, images, liasses, pages_liasse

ROUTERS = (attente.router, images.router, dossier.router, pages_liasse.router, liasses.router)
