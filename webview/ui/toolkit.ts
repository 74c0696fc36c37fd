import { provideVSCodeDesignSystem, vsCodeButton, vsCodeCheckbox, vsCodeTextField } from '@vscode/webview-ui-toolkit';

/**
 * The one place that knows the component library: it is no longer maintained, and its successor has the same tags.
 * Registered one by one, so that the bundle holds only what is used; badge, tag and data grid are not among them (they write
 * style attributes, which our content security policy refuses), nor its dropdown (a topic may also be typed, so the field has a
 * menu of ours; the dropdown and its list were 24 KB).
 */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeTextField(), vsCodeCheckbox());
}
