import type { ThemeConfig } from "antd/es/config-provider";
import theme from "antd/es/theme";

const tokens = { colorPrimary: "#0d7a5f", fontSize: 15, borderRadius: 8, motion: false };

/** The house's colours in light or dark. Those for words reach a contrast of 4.5 on both grounds, which the library's own do not. */
export function themeFor(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    // The page's own styles read the library's colours under this class, which `index.html` puts on the body.
    cssVar: { key: "linli" },
    hashed: false,
    token: {
      ...tokens,
      ...(dark
        ? {
            colorLink: "#4cc3a0",
            colorPrimaryBg: "#14352c",
            colorError: "#e5645b",
            colorSuccess: "#49aa6b",
            colorWarning: "#d89614",
          }
        : {
            colorLink: "#0d7a5f",
            colorPrimaryBg: "#e4f3ee",
            colorError: "#b92b22",
            colorSuccess: "#1f7a3d",
            colorWarning: "#955300",
          }),
    },
    components: {
      Button: { contentFontSizeLG: 16, primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
    },
  };
}
