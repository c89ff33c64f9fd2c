/** A place with nothing to show says why, and what to do. */
export function Notice(props: {
  title: string;
  help?: string;
  busy?: boolean;
  action?: { readonly label: string; act(): void };
}) {
  const { title, help, busy = false, action } = props;
  return (
    <div className="notice" role="status">
      {busy && <span className="spinner" aria-hidden="true" />}
      <p className="notice-title">{title}</p>
      {help && <p>{help}</p>}
      {action && (
        <button type="button" className="button" onClick={action.act}>
          {action.label}
        </button>
      )}
    </div>
  );
}
