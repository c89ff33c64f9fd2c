/** Who a certificate comes from: the residents' committee, another body by law, or nobody, because something one has or declares is enough. */
export const certificateIssuers = ["community", "statutory", "document"] as const;
export type CertificateIssuer = (typeof certificateIssuers)[number];

/** One kind of certificate, as an office can begin with it: what is so everywhere, and an article that says it. */
export interface StarterArticle {
  readonly id: string;
  /** As the notices call it. */
  readonly name: string;
  readonly issuedBy: CertificateIssuer;
  /** Which body, or which document. */
  readonly body: string;
  /** The place's own list or rules decide: whoever publishes it asks first. */
  readonly checkLocally: boolean;
  readonly question: string;
  readonly variants: readonly string[];
  readonly answer: string;
  readonly source: string;
  readonly issuer: string;
  readonly documentNumber: string | null;
}
