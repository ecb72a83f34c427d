//! Runs tauri-build when the window is wanted; without the `webview` feature there is nothing to do.

fn main() {
    #[cfg(feature = "webview")]
    {
        // Custom patterns are not watched by tauri-build itself.
        println!("cargo:rerun-if-changed=src-tauri/capabilities");
        println!("cargo:rerun-if-changed=src-tauri/permissions");
        let manifest = tauri_build::AppManifest::new()
            .permissions_path_pattern("./src-tauri/permissions/**/*");
        let attributes = tauri_build::Attributes::new()
            .capabilities_path_pattern("./src-tauri/capabilities/**/*")
            .app_manifest(manifest);
        if let Err(error) = tauri_build::try_build(attributes) {
            println!("cargo:error=tauri-build: {error:#}");
            std::process::exit(1);
        }
    }
}
