using Microsoft.AspNetCore.Http;

namespace FedFilter.Signatures;

/// <summary>What a 401 tells the sender, in both styles: which parts of the request a signature must cover.</summary>
public static class SignatureChallenge
{
    // RFC 9421, section 5. The digest is asked for by the rules, not here: Fedify adds a second one where this names it.
    private const string AcceptSignature = "sig1=(\"@method\" \"@target-uri\" \"@authority\");created;keyid";

    /// <summary>Sets <c>WWW-Authenticate</c> (draft-cavage-http-signatures-12, section 3.1) and <c>Accept-Signature</c> (RFC 9421, section 5.1).</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="authority">Our public name.</param>
    /// <param name="withBody">Whether requests of this kind have a body, whose digest must be covered too.</param>
    public static void Add(IHeaderDictionary headers, string authority, bool withBody)
    {
        headers.WWWAuthenticate = $"Signature realm=\"{authority}\",headers=\"(request-target) host date{(withBody ? " digest" : "")}\"";
        headers["Accept-Signature"] = AcceptSignature;
    }
}
