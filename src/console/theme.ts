import type { ThemeConfig } from "antd/es/config-provider";
import theme from "antd/es/theme";

const always = { colorPrimary: "#0d7a5f", fontSize: 15, borderRadius: 8, motion: false };

/** Colours of words reach a contrast of 4.5 on their ground, which the library's own do not; tints are pale enough to read on. */
const light = {
  colorLink: "#0d7a5f",
  colorError: "#b92b22",
  colorTextPlaceholder: "#6b6b6b",
  colorSuccess: "#1f7a3d",
  colorWarning: "#955300",
  colorPrimaryBg: "#e4f3ee",
  controlItemBgActive: "#e4f3ee",
  colorWarningBg: "#fff6e3",
  colorWarningBorder: "#f0d9a8",
};

const dark = {
  colorBgLayout: "#0e1211",
  colorLink: "#4cc3a0",
  colorError: "#f28a82",
  colorTextPlaceholder: "#9a9a9a",
  colorSuccess: "#49aa6b",
  colorWarning: "#d89614",
  colorPrimaryBg: "#14352c",
  controlItemBgActive: "#14352c",
};

/** How the component library looks by day or by night. */
export function themeFor(night: boolean): ThemeConfig {
  return {
    algorithm: night ? theme.darkAlgorithm : theme.defaultAlgorithm,
    // The page's own styles read the library's colours under this class, which `index.html` puts on the body.
    cssVar: { key: "linli" },
    hashed: false,
    token: { ...always, ...(night ? dark : light) },
    components: {
      Button: {
        defaultHoverColor: night ? dark.colorLink : light.colorLink,
        contentFontSizeLG: 16,
        primaryShadow: "none",
        defaultShadow: "none",
        dangerShadow: "none",
      },
    },
  };
}
