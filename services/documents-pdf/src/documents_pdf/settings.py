"""The settings of documents, from the environment; addresses have no default, so that a missing one stops the start."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="DOCUMENTS_", frozen=True, hide_input_in_errors=True)

    database_url: SecretStr = Field(description="PostgreSQL, the role that runs the service.")
    owner_database_url: SecretStr | None = Field(
        default=None, description="PostgreSQL, the role that owns the tables; `migrate` alone needs it."
    )
    broker_url: SecretStr = Field(description="RabbitMQ.")
    http_port: int = Field(ge=1, le=65535, description="Where the HTTP API listens.")
    jwks_url: str = Field(description="The public keys of accounts.")
    s3_endpoint: str = Field(description="Host and port of the S3 server.")
    s3_access_key: str = Field(description="Opens the buckets `photos` (reading) and `documents`.")
    s3_secret_key: SecretStr = Field(description="Its secret.")
    s3_secure: bool = Field(default=True, description="TLS to the S3 server.")
    s3_region: str = Field(default="us-east-1", description="Saves asking the server for it.")
    printers: int = Field(default=2, ge=1, le=32, description="Printing processes of a worker; one for each core.")
    public_url: str = Field(description="The address of the system; documents bear that of its page of verification.")
    sceau_confiance: Path = Field(
        description="Certificates of the seals that verification believes, present and past, and their authorities: "
        "a PEM file or a folder of them."
    )
    sceau_essai: bool = Field(default=False, description="Believe seals of FR00, the test authority of 2D-Doc, too.")
    sceau_cachet_cle_file: Path | None = Field(
        default=None, description="The key of the 2D-Doc, P-256 as PKCS 8 in PEM; a worker needs it, an api does not."
    )
    sceau_cachet_certificat_file: Path | None = Field(
        default=None, description="Its certificate: common names of four characters, as the 2D-Doc names them."
    )
    sceau_signature_cle_file: Path | None = Field(
        default=None, description="The key that signs the files (PAdES), P-256; a worker needs it."
    )
    sceau_signature_certificat_file: Path | None = Field(
        default=None, description="Its certificate, then those up to its authority."
    )
    sceau_code_secret_file: Path | None = Field(
        default=None, description="The secret from which verification codes are computed; a worker needs it."
    )
    sceau_tsa_url: str | None = Field(
        default=None, description="A time-stamping authority (RFC 3161): PAdES B-T instead of B-B."
    )
