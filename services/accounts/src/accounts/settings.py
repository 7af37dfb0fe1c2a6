"""What accounts is told by its environment; the README's table shows the same fields."""

import os
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ACCOUNTS_", frozen=True)

    database_url: SecretStr = Field(description="PostgreSQL, as the role of the running service.")
    owner_database_url: SecretStr | None = Field(default=None, description="PostgreSQL, as the owner; for `migrate`.")
    broker_url: SecretStr = Field(description="RabbitMQ, with the user and virtual host of this service.")
    http_port: int = Field(ge=0, le=65535, description="Port of the HTTP API.")
    public_url: str = Field(description="Address of the site, to begin the links in mails.")
    signing_key_file: Path = Field(description="Ed25519 private key that signs access tokens: PEM, PKCS 8.")
    former_key_file: Path | None = Field(
        default=None, description="The key before it, published for ten minutes more when keys are rotated."
    )
    captcha_key_file: Path = Field(description="Key that signs the challenges of forms: 32 characters at least.")
    totp_key_file: Path = Field(description="Key that encrypts the seeds of second factors: 32 characters at least.")
    former_totp_key_file: Path | None = Field(
        default=None, description="The key before it; a seed is encrypted anew when its holder logs in."
    )
    totp_exige: bool = Field(default=True, description="Agents do not log in without a second factor.")
    captcha_cost: int = Field(
        default=5000, ge=1, le=1_000_000, description="Iterations of each try at a challenge; 256 tries on average."
    )
    captcha_wait: int = Field(
        default=30, ge=1, le=300, description="Seconds that a browser without scripts waits instead of computing."
    )
    franceconnect_issuer: str | None = Field(
        default=None, description="FranceConnect, as its discovery document names it; without it, no such login."
    )
    franceconnect_client_id: str = Field(default="", description="By which FranceConnect knows this site.")
    franceconnect_client_secret_file: Path | None = Field(default=None, description="And the secret that proves it.")
    hash_threads: int = Field(
        default=os.cpu_count() or 1, ge=1, description="Passwords hashed at once, 46 MiB each; default: the cores."
    )
    hash_queue: int = Field(default=64, ge=0, description="Passwords that may wait for a thread; beyond, 503.")
