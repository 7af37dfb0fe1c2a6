"""PDF/A-3a and PDF/UA-1 at once: WeasyPrint declares one of them, this adds the other to the XMP packet."""

# mypy: disable-error-code="no-untyped-call"
# WeasyPrint carries no types.

from typing import Any

from weasyprint import Attachment
from weasyprint.pdf.metadata import DocumentMetadata

# ISO 14289-1 §5; PDF/A admits a foreign property only with its description beside it (ISO 19005-3 §6.6.2.3).
PDF_UA = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""


class ArchivedAndAccessible(DocumentMetadata):
    """The document's own metadata, with PDF/UA-1 declared beside PDF/A, and the file that goes with it."""

    @classmethod
    def of(cls, metadata: DocumentMetadata, attachment: Attachment) -> "ArchivedAndAccessible":
        return cls(
            title=metadata.title,
            created=metadata.created,
            modified=metadata.modified,
            lang=metadata.lang,
            attachments=[attachment],
        )

    def include_in_pdf(self, pdf: Any, variant: str, version: int, conformance: str, compress: bool) -> None:
        """In clear: what looks for the metadata of an archive need not know PDF (ISO 19005-3 §6.6.2.1)."""
        super().include_in_pdf(pdf, variant, version, conformance, compress=False)

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        head, end, _ = rdf.rpartition(b"</rdf:RDF>")
        assert end, "the XMP packet must be RDF"
        return head + PDF_UA
