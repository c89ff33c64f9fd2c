-- What is looked for every two seconds must not cost more with every message that was ever said.
CREATE INDEX "inbox_event_alarm_alarmed_at_idx" ON "inbox_event"("alarm", "alarmed_at");
