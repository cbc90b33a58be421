//! Parts with a checksum.

use roster_tests::App;

use super::{blob, create, offset, part};

const CONTENT: &[u8] = b"123456789";

#[tokio::test]
async fn a_part_with_the_right_checksum_counts() {
    for checksum in
        ["sha1 98O8HYCOBHMq32eZZczDTKeuNEE=", "sha256 FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=", "crc32 y/Q5Jg=="]
    {
        let app = App::start().await;
        let id = create(&app.owner, CONTENT.len()).await;
        part(&app.owner, &id, 0, CONTENT).header("upload-checksum", checksum).send().await.expect(204);
        assert_eq!(blob(app.data()), CONTENT);
    }
}

#[tokio::test]
async fn a_part_with_a_wrong_checksum_is_thrown_away() {
    let app = App::start().await;
    let id = create(&app.owner, CONTENT.len()).await;
    for checksum in ["sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "crc32 AAAAAA=="] {
        let response = part(&app.owner, &id, 0, CONTENT).header("upload-checksum", checksum).send().await.expect(460);
        assert_eq!(response.code(), "checksum_mismatch");
        assert_eq!(response.json()["title"], "Checksum Mismatch");
        assert_eq!(offset(&app.owner, &id).await, 0);
    }
    part(&app.owner, &id, 0, b"987654321").send().await.expect(204);
    assert_eq!(blob(app.data()), b"987654321");
}

#[tokio::test]
async fn what_is_no_checksum_is_refused() {
    let app = App::start().await;
    let id = create(&app.owner, CONTENT.len()).await;
    for checksum in ["md5 AAAA", "sha1", "sha1 AAAA", "sha256 98O8HYCOBHMq32eZZczDTKeuNEE=", "crc32 y/Q5Jg"] {
        let response = part(&app.owner, &id, 0, CONTENT).header("upload-checksum", checksum).send().await.expect(400);
        assert_eq!(response.violations(), ["Upload-Checksum"], "{checksum}");
    }
}
