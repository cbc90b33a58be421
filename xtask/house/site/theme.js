// The theme that was chosen, before anything is painted. Without a choice the system's holds.

(() => {
    const root = document.documentElement;
    const dark = matchMedia("(prefers-color-scheme: dark)");

    // Storage may be refused, to a page in a folder for example; then a choice holds for the page.
    const read = (name) => {
        try {
            return localStorage.getItem(`roster-${name}`);
        } catch {
            return null;
        }
    };
    const write = (name, value) => {
        try {
            localStorage.setItem(`roster-${name}`, value);
        } catch {
            // Nothing depends on it.
        }
    };

    const chosen = read("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;

    const current = () => root.dataset.theme ?? (dark.matches ? "dark" : "light");
    const announce = () => document.dispatchEvent(new CustomEvent("roster:theme", { detail: current() }));
    dark.addEventListener("change", announce);

    window.roster = {
        read,
        write,
        theme: current,
        setTheme(theme) {
            root.dataset.theme = theme;
            write("theme", theme);
            announce();
        },
    };
})();
