/** The variables of three of VS Code's themes, those the page reads, as its workbench sets them. */
export type ThemeName = 'dark' | 'light' | 'contrast';

export const THEMES: Readonly<Record<ThemeName, { readonly bodyClass: string; readonly id: string; readonly variables: Readonly<Record<string, string>> }>> = {
  dark: {
    bodyClass: 'vscode-dark',
    id: 'Dark Modern',
    variables: {
      foreground: '#cccccc', descriptionForeground: '#9d9d9d', 'editor-background': '#1f1f1f', 'sideBar-background': '#181818',
      'panel-background': '#181818', 'panel-border': '#2b2b2b', focusBorder: '#0078d4', 'button-background': '#0078d4',
      'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1', 'button-secondaryBackground': '#313131',
      'button-secondaryForeground': '#cccccc', 'button-secondaryHoverBackground': '#3c3c3c', 'button-border': '#ffffff12',
      'input-background': '#313131', 'input-foreground': '#cccccc', 'input-border': '#3c3c3c', 'input-placeholderForeground': '#989898',
      'dropdown-background': '#313131', 'dropdown-border': '#3c3c3c', 'dropdown-foreground': '#cccccc',
      'settings-dropdownBackground': '#313131', 'settings-dropdownBorder': '#3c3c3c', 'checkbox-background': '#313131', 'checkbox-border': '#3c3c3c', 'checkbox-foreground': '#cccccc',
      'charts-blue': '#3794ff', 'charts-purple': '#b180d7', 'charts-green': '#89d185', 'charts-foreground': '#cccccc',
      'list-warningForeground': '#cca700', 'list-errorForeground': '#f88070', 'editorWarning-foreground': '#cca700', 'editorError-foreground': '#f14c4c',
      'editor-stackFrameHighlightBackground': '#ffff0033', 'debugIcon-breakpointCurrentStackframeForeground': '#ffcc00',
      'list-activeSelectionBackground': '#04395e', 'list-activeSelectionForeground': '#ffffff', 'list-hoverBackground': '#2a2d2e',
      'editor-selectionBackground': '#264f78', 'inputValidation-errorBackground': '#5a1d1d', 'inputValidation-errorBorder': '#be1100',
      'textLink-foreground': '#4daafc', 'textLink-activeForeground': '#4daafc', 'badge-background': '#616161', 'badge-foreground': '#f8f8f8',
      'toolbar-hoverBackground': '#5a5d5e50', 'menu-background': '#1f1f1f', 'menu-foreground': '#cccccc', 'menu-selectionBackground': '#0078d4', 'menu-selectionForeground': '#ffffff',
      'menu-border': '#454545', 'editorWidget-background': '#202020', 'editorWidget-border': '#313131', 'panelTitle-activeBorder': '#0078d4', 'icon-foreground': '#cccccc',
    },
  },
  light: {
    bodyClass: 'vscode-light',
    id: 'Light Modern',
    variables: {
      foreground: '#3b3b3b', descriptionForeground: '#3b3b3b', 'editor-background': '#ffffff', 'sideBar-background': '#f8f8f8',
      'panel-background': '#f8f8f8', 'panel-border': '#e5e5e5', focusBorder: '#005fb8', 'button-background': '#005fb8',
      'button-foreground': '#ffffff', 'button-hoverBackground': '#0258a8', 'button-secondaryBackground': '#e5e5e5',
      'button-secondaryForeground': '#3b3b3b', 'button-secondaryHoverBackground': '#cccccc', 'button-border': '#0000001a',
      'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'input-border': '#cecece', 'input-placeholderForeground': '#767676',
      'dropdown-background': '#ffffff', 'dropdown-border': '#cecece', 'dropdown-foreground': '#3b3b3b',
      'settings-dropdownBackground': '#ffffff', 'settings-dropdownBorder': '#cecece', 'checkbox-background': '#f8f8f8', 'checkbox-border': '#cecece', 'checkbox-foreground': '#3b3b3b',
      'charts-blue': '#1a85ff', 'charts-purple': '#652d90', 'charts-green': '#388a34', 'charts-foreground': '#3b3b3b',
      'list-warningForeground': '#855f00', 'list-errorForeground': '#b01011', 'editorWarning-foreground': '#bf8803', 'editorError-foreground': '#e51400',
      'editor-stackFrameHighlightBackground': '#ffff6673', 'debugIcon-breakpointCurrentStackframeForeground': '#be8700',
      'list-activeSelectionBackground': '#e8e8e8', 'list-activeSelectionForeground': '#000000', 'list-hoverBackground': '#f2f2f2',
      'editor-selectionBackground': '#add6ff', 'inputValidation-errorBackground': '#f2dede', 'inputValidation-errorBorder': '#be1100',
      'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8', 'badge-background': '#cccccc', 'badge-foreground': '#3b3b3b',
      'toolbar-hoverBackground': '#b8b8b850', 'menu-background': '#ffffff', 'menu-foreground': '#3b3b3b', 'menu-selectionBackground': '#005fb8', 'menu-selectionForeground': '#ffffff',
      'menu-border': '#cecece', 'editorWidget-background': '#f8f8f8', 'editorWidget-border': '#c8c8c8', 'panelTitle-activeBorder': '#005fb8', 'icon-foreground': '#3b3b3b',
    },
  },
  contrast: {
    bodyClass: 'vscode-high-contrast',
    id: 'Default High Contrast',
    variables: {
      foreground: '#ffffff', descriptionForeground: '#ffffffb3', 'editor-background': '#000000', 'sideBar-background': '#000000',
      'panel-background': '#000000', 'panel-border': '#6fc3df', contrastBorder: '#6fc3df', contrastActiveBorder: '#f38518', focusBorder: '#f38518',
      'button-foreground': '#ffffff', 'button-background': '#000000', 'button-secondaryForeground': '#ffffff', 'button-secondaryBackground': '#000000', 'button-border': '#6fc3df',
      'input-background': '#000000', 'input-foreground': '#ffffff', 'input-border': '#6fc3df', 'input-placeholderForeground': '#ffffffb3',
      'dropdown-background': '#000000', 'dropdown-border': '#6fc3df', 'dropdown-foreground': '#ffffff',
      'settings-dropdownBackground': '#000000', 'settings-dropdownBorder': '#6fc3df', 'checkbox-background': '#000000', 'checkbox-border': '#6fc3df', 'checkbox-foreground': '#ffffff',
      'charts-blue': '#3794ff', 'charts-purple': '#b180d7', 'charts-green': '#89d185', 'charts-foreground': '#ffffff',
      'editorWarning-foreground': '#ffd370', 'editorError-foreground': '#f48771',
      'editor-stackFrameHighlightBackground': '#ffff0033', 'debugIcon-breakpointCurrentStackframeForeground': '#ffcc00',
      'list-activeSelectionForeground': '#ffffff', 'list-hoverBackground': '#ffffff1a', 'editor-selectionBackground': '#ffffff', 'editor-selectionForeground': '#000000',
      'inputValidation-errorBackground': '#5a1d1d', 'inputValidation-errorBorder': '#be1100',
      'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff', 'badge-background': '#000000', 'badge-foreground': '#ffffff',
      'menu-background': '#000000', 'menu-foreground': '#ffffff', 'menu-border': '#6fc3df', 'menu-selectionBorder': '#f38518',
      'editorWidget-background': '#0c141f', 'editorWidget-border': '#6fc3df', 'panelTitle-activeBorder': '#6fc3df', 'icon-foreground': '#ffffff',
    },
  },
};

export const FONTS: Readonly<Record<string, string>> = {
  'font-family': '"Segoe UI", "Liberation Sans", sans-serif',
  'font-size': '13px',
  'editor-font-family': '"Droid Sans Mono", "monospace", monospace',
  'editor-font-size': '14px',
};
