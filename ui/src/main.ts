// Puts the window on the page. The styles come first, so that a component's own rules win over them.

import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/marks.css";
import "./styles/controls.css";
import "./styles/states.css";
import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("app");
if (!target) throw new Error("the page has no #app");
export default mount(App, { target });
