import Select from "antd/es/select";
import { useText } from "../settings.tsx";
import { insideDialog } from "./Dialog.tsx";

/** A choice with its name above it, as tall as the fields beside it. Fits into a dialog. */
export function LabelledSelect<T extends string>(props: {
  label: string;
  value: T | null;
  options: readonly { readonly value: T; readonly label: string }[];
  onChange: (value: T) => void;
}) {
  const { label, value, options, onChange } = props;
  const { staff } = useText();
  return (
    <div className="field">
      <span>{label}</span>
      <Select
        size="large"
        showSearch={{ optionFilterProp: "label" }}
        aria-label={label}
        placeholder={staff.choose}
        value={value}
        onChange={(chosen) => chosen !== null && onChange(chosen)}
        getPopupContainer={insideDialog}
        options={[...options]}
      />
    </div>
  );
}
