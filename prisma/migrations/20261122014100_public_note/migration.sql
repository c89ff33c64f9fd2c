-- One line of staff on a ticket's card.
ALTER TABLE "ticket" ADD COLUMN "public_note" TEXT;
