//! What people ask about or order from a catalogue.
//!
//! Knows nothing of JSON. Prices stay as written: no arithmetic is done with them.

use crate::quiet::debug_by_name;

/// An order from the catalogue.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Order {
    /// The catalogue.
    pub catalog_id: Option<String>,
    /// What the person wrote to it.
    pub text: Option<String>,
    /// What they want.
    pub items: Vec<OrderItem>,
}

/// One line of an order.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct OrderItem {
    /// The article.
    pub product_id: Option<String>,
    /// How many, as written.
    pub quantity: Option<String>,
    /// The price of one, as written, in `currency`.
    pub item_price: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
}

/// The article that a WhatsApp message asks about.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct AskedProduct {
    /// The catalogue.
    pub catalog_id: Option<String>,
    /// The clinic's own id of the article.
    pub product_id: Option<String>,
}

/// An article, or a card of a template, as Messenger and Instagram show it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Product {
    /// Meta's id.
    pub id: Option<String>,
    /// The clinic's own id.
    pub retailer_id: Option<String>,
    /// What it is called.
    pub title: Option<String>,
    /// The line below, often the price.
    pub subtitle: Option<String>,
    /// Its picture.
    pub image_url: Option<String>,
}

debug_by_name!(Order, OrderItem, AskedProduct, Product);
