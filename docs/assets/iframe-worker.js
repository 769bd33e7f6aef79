/* Searching a site that was opened from disk: browsers refuse workers there. This one does what a
   worker does in a frame that nobody sees. It is used for pages from disk alone. */
if (location.protocol === "file:") {
  window.IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      const start = () => {
        const load = (source) => new Promise((done, failed) => {
          const script = document.createElement("script");
          script.src = source;
          script.onload = done;
          script.onerror = failed;
          document.head.appendChild(script);
        });
        window.importScripts = (...sources) =>
          sources.reduce((before, source) => before.then(() => load(source)), Promise.resolve());
        window.postMessage = (data) =>
          window.frameElement.dispatchEvent(new CustomEvent("answer", { detail: data }));
      };
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.title = "search";
      this.frame.addEventListener("answer", (event) =>
        this.dispatchEvent(new MessageEvent("message", { data: event.detail })));
      this.ready = new Promise((done) => this.frame.addEventListener("load", done, { once: true }));
      this.frame.srcdoc =
        `<script>(${start})()<\/script><script src="${new URL(address, location)}"><\/script>`;
      document.body.appendChild(this.frame);
    }

    postMessage(data) {
      this.ready.then(() =>
        this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })));
    }

    terminate() {
      this.frame.remove();
    }
  };
  window.Worker = window.IFrameWorker;
}
