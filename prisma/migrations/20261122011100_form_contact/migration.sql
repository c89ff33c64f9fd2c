-- Where whoever handed in a report may be called. Apart from the report, so that no page can read it by reading that.
CREATE TABLE "form_contact" (
  "report_id" UUID NOT NULL,
  "phone" TEXT NOT NULL,
  CONSTRAINT "form_contact_pkey" PRIMARY KEY ("report_id"),
  CONSTRAINT "form_contact_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "form_report"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
