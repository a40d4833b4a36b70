using System.Text;
using System.Text.Encodings.Web;
using FedFilter.Configuration;
using FedFilter.Identity;

namespace FedFilter.Checkpoints.Relay;

/// <summary>The page for people.</summary>
internal static class RelayPage
{
    public static byte[] Of(RelayActor actor, OriginSettings origin, int subscribers) => Encoding.UTF8.GetBytes($$"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Relay</title>
        <style>:root { color-scheme: light dark } body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere }</style></head>
        <body>
        <h1>{{Text(actor.Settings.Host)}}</h1>
        <p>A relay for fediverse servers. It hands public posts on to servers that have committed themselves to
        <a href="{{Text(origin.Url(PublicPaths.Terms).AbsoluteUri)}}">what is asked here</a>, and to no others. Servers taking part: {{subscribers}}.</p>
        <p>To take part, as the admin of a server, add one of these as a relay:</p>
        <p>Mastodon, Misskey and others: <code>{{Text(actor.Inbox)}}</code></p>
        <p>Pleroma, Akkoma and others that follow an actor: <code>{{Text(actor.Id)}}</code></p>
        </body>
        </html>
        """);

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);
}
