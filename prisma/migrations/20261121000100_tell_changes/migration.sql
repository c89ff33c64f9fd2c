-- Pages are live: whoever listens on "linli_changed" is told which table changed, once a statement, and asks anew.
CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('linli_changed', TG_ARGV[0]);
  RETURN NULL;
END $$;

CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON "ticket" FOR EACH STATEMENT EXECUTE FUNCTION tell_change('tickets');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON "post" FOR EACH STATEMENT EXECUTE FUNCTION tell_change('posts');
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON "question" FOR EACH STATEMENT EXECUTE FUNCTION tell_change('questions');
