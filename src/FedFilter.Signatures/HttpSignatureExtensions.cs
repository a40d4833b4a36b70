using Microsoft.AspNetCore.Authentication;

namespace FedFilter.Signatures;

/// <summary>Registers the handler.</summary>
public static class HttpSignatureExtensions
{
    /// <summary>Adds HTTP signatures as the scheme <see cref="HttpSignatureDefaults.AuthenticationScheme"/>.</summary>
    public static AuthenticationBuilder AddHttpSignature(this AuthenticationBuilder builder, Action<HttpSignatureOptions> configure) =>
        builder.AddScheme<HttpSignatureOptions, HttpSignatureHandler>(HttpSignatureDefaults.AuthenticationScheme, configure);
}
