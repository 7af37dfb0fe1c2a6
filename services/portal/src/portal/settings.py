"""The settings of portal, from the environment; addresses have no default, so that a missing one stops the start."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PORTAL_", frozen=True, hide_input_in_errors=True)

    http_port: int = Field(ge=1, le=65535, description="Where the pages are served.")
    public_url: str = Field(description="The address of the system; with https the cookies are `__Host-` and `Secure`.")
    jwks_url: str = Field(description="The public keys of accounts.")
    accounts_url: str = Field(description="accounts, without a path.")
    demandes_url: str = Field(description="demandes.")
    ctn_url: str = Field(description="ctn-verification.")
    instruction_url: str = Field(description="instruction.")
    notifications_url: str = Field(description="notifications.")
    documents_url: str = Field(description="documents-pdf.")
    secret_file: Path = Field(description="Signs form tokens and short notices; 32 bytes or more, the same everywhere.")
    marque_etat: bool = Field(
        default=False, description="The block of the State and its typeface Marianne; real services of the State only."
    )

    @property
    def adresses(self) -> dict[str, str]:
        """The services by their short names."""
        names = ("accounts", "demandes", "ctn", "instruction", "notifications", "documents")
        return {name: getattr(self, f"{name}_url").rstrip("/") for name in names}
