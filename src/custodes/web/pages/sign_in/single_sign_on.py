"""Signing in through the organisation's own provider (OpenID Connect)."""

from typing import Any

from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from requests import RequestException

from custodes.access.permissions import Permission
from custodes.web.page import page


class Provider(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """allauth's, stricter: the signature of every identity is checked, and what else is told is of the same person."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The provider sent no identity")
        login = super().complete_login(request, app, token, **kwargs)
        told = login.account.extra_data
        if told.get("userinfo", told["id_token"])["sub"] != told["id_token"]["sub"]:
            raise OAuth2Error("The provider told of two people")
        return login

    def _decode_id_token(self, app: Any, id_token: str) -> Any:
        try:
            return jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
                verify_signature=True,
            )
        except (KeyError, TypeError, ValueError) as error:  # a token or a list of keys of another shape
            raise OAuth2Error("The identity cannot be checked") from error


@page(Permission.PUBLIC)
def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """To the provider."""
    return _through(OAuth2LoginView, request, provider_id)


@page(Permission.PUBLIC)
def back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """From the provider."""
    return _through(OAuth2CallbackView, request, provider_id)


def _through(view: Any, request: HttpRequest, provider_id: str) -> HttpResponseBase:
    registry.load()
    try:
        response: HttpResponseBase = view.adapter_view(Provider(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except RequestException:
        return failed(request)
    return response


def failed(request: HttpRequest) -> HttpResponse:
    """The provider did not answer, or not with what it should."""
    return render(request, "sign_in/provider_failed.html", status=502)
