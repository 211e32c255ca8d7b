/** What one document may ask for; more is refused with `DUIS_E_TOO_LARGE` before it costs anything. */
export interface XmlLimits {
  /** Octets of the document. A firmware request names up to 50,000 devices in some 2 MB. */
  readonly octets: number;
  /** Elements within each other; the deepest of DUIS 5.4 and MMC 5.4 are some 15. */
  readonly depth: number;
  /** Elements in all. */
  readonly elements: number;
  /** Attributes in all. */
  readonly attributes: number;
  /** Attributes of one element, which its canonical form sorts; DUIS and MMC have four at most. */
  readonly attributesOfElement: number;
  /** Namespace declarations in all. The canonical form asks for each at each element; documents of DUIS have four. */
  readonly namespaces: number;
}

export const XML_LIMITS: XmlLimits = {
  octets: 4_194_304,
  depth: 64,
  elements: 200_000,
  attributes: 100_000,
  attributesOfElement: 32,
  namespaces: 10,
};
