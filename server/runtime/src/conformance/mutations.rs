//! Values that differ from another one in one place: what a schema might refuse.

use serde_json::{Value, json};

/// At most `limit` values that `value` becomes by one change, at places from everywhere in it.
pub fn mutations(value: &Value, limit: usize) -> Vec<Value> {
    let mut places = Vec::new();
    collect(value, &mut String::new(), &mut places);
    let step = (places.len() / limit.max(1)).max(1);
    let chosen = (0..limit).map(|number| (&places[number * step % places.len()], number));
    let changed = chosen.filter_map(|(place, number)| {
        let mut changed = value.clone();
        change(changed.pointer_mut(place)?, number);
        (changed != *value).then_some(changed)
    });
    changed.collect()
}

/// The pointers of a value and of all that is in it.
fn collect(value: &Value, pointer: &mut String, places: &mut Vec<String>) {
    places.push(pointer.clone());
    let length = pointer.len();
    let mut descend = |token: &str, inner: &Value| {
        pointer.push('/');
        pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
        collect(inner, pointer, places);
        pointer.truncate(length);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| descend(name, member)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| descend(&index.to_string(), item)),
        _ => {}
    }
}

/// Every other change keeps the type.
fn change(value: &mut Value, number: usize) {
    let others = [json!(null), json!(true), json!(-1), json!(1.5), json!("other"), json!([]), json!({})];
    if number.is_multiple_of(2) {
        *value = others[number / 2 % others.len()].clone();
        return;
    }
    let kind = number / 2;
    match value {
        Value::Object(members) if kind.is_multiple_of(4) => {
            drop(members.insert("another member".to_owned(), json!("more")))
        }
        Value::Object(members) => {
            let name = members.keys().nth(kind % members.len().max(1)).cloned();
            name.map(|name| members.remove(&name));
        }
        Value::Array(items) => match kind % 3 {
            0 => items.clear(),
            1 => items.push(Value::Null),
            _ => items.extend(items.first().cloned()),
        },
        Value::String(text) => match kind % 5 {
            0 => text.clear(),
            1 => text.push('!'),
            2 => text.insert(0, ' '),
            3 => *text = text.repeat(40),
            _ => drop(text.pop()),
        },
        Value::Number(number) => {
            let step = [-1, 1, 1000][kind % 3];
            *value = match number.as_i64() {
                Some(integer) => integer.saturating_add(step).into(),
                None => (number.as_f64().unwrap_or_default() + step as f64 / 2.0).into(),
            };
        }
        Value::Bool(flag) => *flag = !*flag,
        Value::Null => *value = json!("other"),
    }
}
