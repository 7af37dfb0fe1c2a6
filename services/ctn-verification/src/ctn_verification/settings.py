"""What ctn is told by its environment; the README's table shows the same fields."""

import os
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

COEURS = os.cpu_count() or 1


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="CTN_", frozen=True)

    database_url: SecretStr = Field(description="PostgreSQL, as the role of the running service.")
    owner_database_url: SecretStr | None = Field(default=None, description="PostgreSQL, as the owner; for `migrate`.")
    broker_url: SecretStr = Field(description="RabbitMQ, with the user and virtual host of this service.")
    http_port: int = Field(ge=0, le=65535, description="Port of the HTTP API.")
    jwks_url: str = Field(description="Where accounts publishes the keys of access tokens.")
    public_url: str = Field(description="Address of the site.")
    s3_endpoint: str = Field(description="Host and port of the S3 server.")
    s3_access_key: str = Field(description="This service's key.")
    s3_secret_key: SecretStr = Field(description="Its secret.")
    s3_secure: bool = Field(description="Whether S3 is reached by HTTPS.")
    s3_region: str = Field(default="us-east-1", description="Saves asking the server for it.")
    s3_bucket_photos: str = Field(default="photos", description="Where e-photos are kept.")
    engine_children: int = Field(default=COEURS, ge=1, description="Images looked at once; default: the cores.")
    engine_memory_mb: int = Field(
        default=640, ge=512, description="Address space of a child; about 260 MB of it are never resident."
    )
    engine_seconds: float = Field(default=15.0, gt=0, le=25, description="Time for one look at an image.")
    deux_d_doc_certificats: Path | None = Field(
        default=None, description="Certificates of 2D-Doc that are believed, and their authorities: a PEM or a folder."
    )
    deux_d_doc_essai: bool = Field(default=False, description="Whether the test authority FR00 is believed too.")
    lanes: int = Field(default=2 * COEURS, ge=1, description="Events handled side by side; default: twice the cores.")
