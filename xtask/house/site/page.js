// What pages do beyond being read: the theme's button, the menu, tabs, and copying code.

(() => {
    const { read, write, theme, setTheme } = window.roster;

    const toggle = document.querySelector(".theme-toggle");
    const show = () => toggle.setAttribute("aria-pressed", String(theme() === "dark"));
    toggle.hidden = false;
    toggle.addEventListener("click", () => setTheme(theme() === "dark" ? "light" : "dark"));
    document.addEventListener("roster:theme", show);
    show();

    const menu = document.querySelector(".menu");
    menu.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || !menu.open) return;
        menu.open = false;
        menu.querySelector("summary").focus();
    });
    menu.addEventListener("click", (event) => {
        if (event.target.closest("a")) menu.open = false;
    });
    document.addEventListener("click", (event) => {
        if (!menu.contains(event.target)) menu.open = false;
    });

    // Tabs, after the pattern of the ARIA Authoring Practices. The chosen language holds in every group of every page.
    const groups = [...document.querySelectorAll(".tabs")].map((group, number) => {
        const panels = [...group.querySelectorAll(":scope > section")];
        const list = document.createElement("div");
        list.setAttribute("role", "tablist");
        list.setAttribute("aria-label", "Language");
        const tabs = panels.map((panel) => {
            const tab = document.createElement("button");
            const language = panel.dataset.tab;
            tab.type = "button";
            tab.id = `tab-${number}-${language}`;
            tab.textContent = panel.getAttribute("aria-label");
            tab.setAttribute("role", "tab");
            tab.setAttribute("aria-controls", `panel-${number}-${language}`);
            panel.id = `panel-${number}-${language}`;
            panel.removeAttribute("aria-label");
            panel.setAttribute("role", "tabpanel");
            panel.setAttribute("aria-labelledby", tab.id);
            tab.addEventListener("click", () => choose(language, tab));
            list.append(tab);
            return tab;
        });
        list.addEventListener("keydown", (event) => {
            const at = tabs.indexOf(document.activeElement);
            const last = tabs.length - 1;
            const to = { ArrowLeft: at ? at - 1 : last, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last }[event.key];
            if (to === undefined) return;
            event.preventDefault();
            tabs[to].focus();
            tabs[to].click();
        });
        group.prepend(list);
        group.classList.add("live");
        return { panels, tabs };
    });

    const select = (language) => {
        for (const { panels, tabs } of groups) {
            const wanted = panels.findIndex((panel) => panel.dataset.tab === language);
            const current = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
            const index = wanted >= 0 ? wanted : Math.max(current, 0);
            panels.forEach((panel, at) => {
                panel.hidden = at !== index;
                tabs[at].setAttribute("aria-selected", String(at === index));
                tabs[at].tabIndex = at === index ? 0 : -1;
            });
        }
    };

    // Other groups change their height; the tab that was used stays where it is.
    function choose(language, tab) {
        const before = tab.getBoundingClientRect().top;
        select(language);
        write("language", language);
        scrollBy({ top: tab.getBoundingClientRect().top - before, behavior: "instant" });
    }

    select(read("language"));

    for (const code of document.querySelectorAll(".code:not(.output)")) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "copy";
        button.textContent = "Copy";
        button.addEventListener("click", async () => {
            const text = code.querySelector("code").textContent;
            const done = await copy(text);
            button.textContent = done ? "Copied" : "Not copied";
            setTimeout(() => (button.textContent = "Copy"), 2000);
        });
        code.append(button);
    }

    // The clipboard's interface is not there on http.
    async function copy(text) {
        try {
            await navigator.clipboard.writeText(text);
            return true;
        } catch {
            const area = document.createElement("textarea");
            area.value = text;
            document.body.append(area);
            area.select();
            const done = document.execCommand("copy");
            area.remove();
            return done;
        }
    }
})();
