// Shows the page's document in Scalar's viewer, in the site's colours. Nothing leaves the page but requests that are
// tried.

(() => {
    // The viewer's validation (zod) compiles its checks where it may evaluate text; a server's policy forbids that, and the
    // browser would tell so. It reads this when it is loaded, which is after this script.
    window.__zod_globalConfig = { jitless: true };

    const element = document.getElementById("reference");
    // `roster-server --site` has the site at `/docs` and itself above that, and lets pages call no other server. A site
    // that was built for an address may be there as well, or on a host without an API.
    const [above, below] = location.href.split("/docs/reference/");
    const own = { url: above, description: "The server that this page comes from" };
    const local = { url: "http://127.0.0.1:8080", description: "A server on this machine" };
    const other = {
        url: "{address}",
        description: "Any server that lets this page in (--allow-origin)",
        variables: { address: { default: "https://roster.example" } },
    };
    const isServed = below && location.protocol.startsWith("http");
    const elsewhere = [local, other].filter(({ url }) => !isServed || url !== above);
    const servers = !isServed ? elsewhere : "published" in element.dataset ? [own, ...elsewhere] : [own];

    const configuration = (theme) => ({
        content: window.rosterDocument,
        slug: element.dataset.api,
        servers,
        forceDarkModeState: theme,
        hideDarkModeToggle: true,
        hideSearch: true,
        hideClientButton: true,
        // Of what the viewer writes itself, curl; other languages have what the document brings, which tests run.
        hiddenClients: ["c", "clojure", "csharp", "dart", "fsharp", "go", "http", "java", "js", "julia", "kotlin", "node",
            "objc", "ocaml", "php", "powershell", "python", "r", "ruby", "rust", "swift", "httpie", "wget"],
        documentDownloadType: "none",
        defaultOpenAllTags: true,
        showOperationId: true,
        orderSchemaPropertiesBy: "preserve",
        generateTagSlug: ({ name }) => name,
        generateOperationSlug: ({ operationId }) => operationId,
        theme: "none",
        withDefaultFonts: false,
        telemetry: false,
        agent: { disabled: true },
        mcp: { disabled: true },
        proxyUrl: "",
        showDeveloperTools: "never",
    });

    // What the viewer leaves without a name, or out of reach of the keyboard.
    const complete = () => {
        for (const button of element.querySelectorAll(".scalar-code-copy:not([aria-label])")) {
            button.setAttribute("aria-label", "Copy");
        }
        for (const field of element.querySelectorAll(".code-input-lite__editor:not([aria-label])")) {
            field.setAttribute("aria-label", field.dataset.placeholder || "Value");
            // It has no list that it would open, as a combobox has to.
            field.setAttribute("role", "textbox");
        }
        // On phones: the bar above the content is a way around, and the page has its own banner already.
        const bar = element.querySelector(".t-doc__header:not([role])");
        bar?.setAttribute("role", "navigation");
        bar?.setAttribute("aria-label", "Place in the reference");
        bar?.querySelector("header")?.setAttribute("role", "presentation");
        for (const list of element.querySelectorAll(".endpoints:not([tabindex])")) list.tabIndex = 0;
    };
    let isDue = false;
    new MutationObserver(() => {
        if (isDue) return;
        isDue = true;
        requestAnimationFrame(() => {
            isDue = false;
            complete();
        });
    }).observe(element, { childList: true, subtree: true });

    document.addEventListener("DOMContentLoaded", () => {
        window.Scalar.createApiReference(element, configuration(window.roster.theme()));
    });
    // The viewer reads its theme once; afterwards these classes are all that it goes by.
    document.addEventListener("roster:theme", ({ detail }) => {
        document.body.classList.toggle("dark-mode", detail === "dark");
        document.body.classList.toggle("light-mode", detail === "light");
    });
})();
