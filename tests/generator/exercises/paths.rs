//! Literal segments go before parameters, and a parameter is a whole segment, decoded.

use crate::{paths::*, support::*};

shows! {
    root() -> RootResponse => "root";
    users() -> UsersResponse => "users";
    users_slash() -> UsersSlashResponse => "slash";
    users_me() -> UsersMeResponse => "me";
    users_get(p: UsersGetParameters) -> UsersGetResponse => p.id;
    users_file(p: UsersFileParameters) -> UsersFileResponse => (p.id, p.file_name);
    signs() -> SignsResponse => "signs";
}

#[tokio::test]
async fn each_path_has_its_handler() {
    let (_, server) = start!(paths);
    for (target, expected) in [
        ("/", r#""root""#),
        ("/users", r#""users""#),
        ("/users?x=1", r#""users""#),
        ("/users/", r#""slash""#),
        ("/users/me", r#""me""#),
        ("/users/you", r#""you""#),
        ("/users/m%65", r#""me""#),
        ("/users/a%2Fb", r#""a/b""#),
        ("/users/me/files/x.y", r#"("me", "x.y")"#),
        ("/users/%7Bid%7D/files/%F0%9F%A6%80", r#"("{id}", "🦀")"#),
        ("/a.b/~c/d-e_f/(g)/%C3%A4", r#""signs""#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
    for target in ["/user", "/users/a/b", "/users/me/files", "//users"] {
        assert_eq!(server.get(target).await.status, 404, "{target}");
    }
}
