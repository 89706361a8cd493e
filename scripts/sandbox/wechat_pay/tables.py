"""What the payment sandbox keeps across restarts; amounts in fen, times in seconds since 1970."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS pay_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS pay_nonces (nonce TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS pay_nonces_by_time ON pay_nonces (at);
CREATE TABLE IF NOT EXISTS pay_orders (
    out_trade_no TEXT PRIMARY KEY, trade_type TEXT NOT NULL, asked TEXT NOT NULL, total INTEGER NOT NULL,
    state TEXT NOT NULL, expires_at REAL NOT NULL, created_at REAL NOT NULL, openid TEXT NOT NULL DEFAULT '',
    transaction_id TEXT UNIQUE, paid_at REAL, bank_type TEXT NOT NULL DEFAULT '',
    fee INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS pay_offers (
    offer TEXT PRIMARY KEY, out_trade_no TEXT NOT NULL, expires_at REAL NOT NULL, dead INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS pay_refunds (
    out_refund_no TEXT PRIMARY KEY, refund_id TEXT NOT NULL UNIQUE, out_trade_no TEXT NOT NULL, asked TEXT NOT NULL,
    refund INTEGER NOT NULL, fee INTEGER NOT NULL, status TEXT NOT NULL, created_at REAL NOT NULL, due_at REAL,
    settled_at REAL);
CREATE INDEX IF NOT EXISTS pay_refunds_of_order ON pay_refunds (out_trade_no);
CREATE INDEX IF NOT EXISTS pay_refunds_due ON pay_refunds (status, due_at);
CREATE INDEX IF NOT EXISTS pay_refunds_by_time ON pay_refunds (created_at);
CREATE INDEX IF NOT EXISTS pay_orders_by_payment ON pay_orders (paid_at);
CREATE TABLE IF NOT EXISTS pay_transfers (
    out_bill_no TEXT PRIMARY KEY, transfer_bill_no TEXT NOT NULL UNIQUE, asked TEXT NOT NULL, amount INTEGER NOT NULL,
    state TEXT NOT NULL, fail_reason TEXT NOT NULL DEFAULT '', package_info TEXT NOT NULL, created_at REAL NOT NULL,
    updated_at REAL NOT NULL, due_at REAL);
CREATE INDEX IF NOT EXISTS pay_transfers_due ON pay_transfers (state, due_at);
CREATE TABLE IF NOT EXISTS pay_flows (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL,
    amount INTEGER NOT NULL, balance INTEGER NOT NULL, number TEXT NOT NULL, voucher TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS pay_flows_by_time ON pay_flows (at);
CREATE TABLE IF NOT EXISTS pay_bills (
    bill TEXT NOT NULL, day TEXT NOT NULL, state TEXT NOT NULL, text TEXT, PRIMARY KEY (bill, day));
CREATE TABLE IF NOT EXISTS pay_notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, about TEXT NOT NULL, url TEXT NOT NULL,
    event TEXT NOT NULL, manner TEXT NOT NULL, state TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    due_at REAL NOT NULL, answers TEXT NOT NULL DEFAULT '[]');
CREATE INDEX IF NOT EXISTS pay_notices_due ON pay_notices (state, due_at);
"""
