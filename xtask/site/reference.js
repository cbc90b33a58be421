// Shows the page's document in Scalar's viewer, in the site's colours. Nothing leaves the page.

(() => {
    const element = document.getElementById("reference");
    const local = { url: "http://127.0.0.1:8080", description: "A server on this machine" };
    const origin = { url: location.origin, description: "The server that this page comes from" };
    const servers = location.protocol.startsWith("http") && location.origin !== local.url ? [origin, local] : [local];

    const configuration = (theme) => ({
        content: window.rosterDocument,
        slug: element.dataset.api,
        servers,
        forceDarkModeState: theme,
        hideDarkModeToggle: true,
        hideSearch: true,
        hideClientButton: true,
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

    const viewer = window.Scalar.createApiReference(element, configuration(window.roster.theme()));
    document.addEventListener("roster:theme", ({ detail }) => viewer.updateConfiguration(configuration(detail)));
})();
