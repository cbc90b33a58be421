// The search over guides, operations and rulings: a dialog with a combobox, after the ARIA Authoring Practices.
// Its index is loaded when the field gets the focus for the first time.

(() => {
    const root = document.body.dataset.root;
    const dialog = document.querySelector("dialog.search");
    const field = dialog.querySelector("input");
    const list = dialog.querySelector("#search-results");
    const status = dialog.querySelector(".search-status");
    const button = document.querySelector(".search-open");
    let loading;
    let results = [];
    let active = -1;

    const open = () => {
        if (dialog.open) return;
        dialog.showModal();
        field.focus();
        field.select();
    };

    button.hidden = false;
    button.addEventListener("click", open);
    dialog.querySelector(".search-close").addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
        if (event.target === dialog) dialog.close();
    });
    document.addEventListener("keydown", (event) => {
        const typing = event.target.closest("input, textarea, select, [contenteditable]");
        const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
        const chord = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
        if (!slash && !chord) return;
        event.preventDefault();
        event.stopPropagation();
        open();
    }, true);

    const script = (name) =>
        new Promise((resolve, reject) => {
            const element = document.createElement("script");
            element.src = `${root}assets/${name}`;
            element.onload = resolve;
            element.onerror = () => reject(new Error(name));
            document.head.append(element);
        });

    const load = () => (loading ??= Promise.all([script("minisearch.js"), script("records.js")]).then(() => {
        const index = new window.MiniSearch({
            fields: ["title", "context", "words"],
            storeFields: ["kind", "title", "context"],
            searchOptions: {
                boost: { title: 4, context: 2 },
                combineWith: "AND",
                prefix: true,
                fuzzy: (term) => (term.length > 4 ? 0.2 : false),
            },
        });
        index.addAll(window.rosterRecords);
        return index;
    }));

    field.addEventListener("focus", () => load().catch(() => (status.textContent = "The index could not be loaded.")));
    field.addEventListener("input", async () => {
        const query = field.value.trim();
        const index = await load();
        if (query === field.value.trim()) show(query, query ? index.search(query).slice(0, 30) : []);
    });

    const show = (query, found) => {
        results = found;
        list.replaceChildren(...found.map((result, number) => {
            const item = document.createElement("li");
            const title = document.createElement("span");
            const context = document.createElement("span");
            item.id = `search-result-${number}`;
            item.setAttribute("role", "option");
            title.className = "title";
            title.textContent = result.title;
            context.className = "context";
            context.textContent = result.context;
            item.append(title, context);
            item.addEventListener("click", () => go(number));
            item.addEventListener("pointermove", () => mark(number));
            return item;
        }));
        field.setAttribute("aria-expanded", String(found.length > 0));
        const count = found.length === 30 ? "30 best results" : found.length === 1 ? "1 result" : `${found.length} results`;
        status.textContent = !query ? "Type to search." : found.length ? count : "Nothing found.";
        mark(found.length ? 0 : -1);
    };

    const mark = (number) => {
        list.children[active]?.setAttribute("aria-selected", "false");
        active = number;
        const item = list.children[active];
        item?.setAttribute("aria-selected", "true");
        item?.scrollIntoView({ block: "nearest" });
        if (item) field.setAttribute("aria-activedescendant", item.id);
        else field.removeAttribute("aria-activedescendant");
    };

    const go = (number) => {
        const result = results[number];
        if (!result) return;
        dialog.close();
        location.assign(new URL(root + result.id, location.href));
    };

    field.addEventListener("keydown", (event) => {
        const last = results.length - 1;
        const to = {
            ArrowDown: active === last ? 0 : active + 1,
            ArrowUp: active <= 0 ? last : active - 1,
        }[event.key];
        if (to !== undefined && results.length) {
            event.preventDefault();
            mark(to);
        } else if (event.key === "Enter") {
            event.preventDefault();
            go(active);
        } else if (event.key === "Escape") {
            // A field for searches would only empty itself.
            event.preventDefault();
            dialog.close();
        }
    });
})();
