-- The tickets of an area and of everything under it, as one range of paths.
CREATE INDEX "ticket_area_path_id_idx" ON "ticket"("area_path" text_pattern_ops, "id");
